/** Resource URIs: RFC 3986 syntax and normalisation, as pure functions. */
@NullMarked
package io.github.umatrust.indicator.uri;

import org.jspecify.annotations.NullMarked;
