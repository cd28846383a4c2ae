/** Token exchange (RFC 8693) by a resource server that is named by its URI. */
@NullMarked
package io.github.umatrust.indicator.tokenexchange;

import org.jspecify.annotations.NullMarked;
