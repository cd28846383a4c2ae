/** The protocol mapper that switches enforcement on, and its settings. */
@NullMarked
package io.github.umatrust.indicator.mapper;

import org.jspecify.annotations.NullMarked;
