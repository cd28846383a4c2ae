/** The settings of resource indicators: how they are written and which are in force. */
@NullMarked
package io.github.umatrust.indicator.settings;

import org.jspecify.annotations.NullMarked;
