/** Ending RPTs before their time: by their client (RFC 7009) and by administrators. */
@NullMarked
package io.github.umatrust.uma.revocation;

import org.jspecify.annotations.NullMarked;
