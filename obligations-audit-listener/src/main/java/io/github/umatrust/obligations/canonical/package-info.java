/** One spelling for each JSON value, so that it can be hashed (RFC 8785). */
@NullMarked
package io.github.umatrust.obligations.canonical;

import org.jspecify.annotations.NullMarked;
