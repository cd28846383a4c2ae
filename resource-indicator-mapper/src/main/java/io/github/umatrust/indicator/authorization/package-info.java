/** Enforcement before a token exists: authorization, pushed, device and back-channel requests. */
@NullMarked
package io.github.umatrust.indicator.authorization;

import org.jspecify.annotations.NullMarked;
