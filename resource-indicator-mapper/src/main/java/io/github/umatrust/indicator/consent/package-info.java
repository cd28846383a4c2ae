/** The requested resources on the consent page. */
@NullMarked
package io.github.umatrust.indicator.consent;

import org.jspecify.annotations.NullMarked;
