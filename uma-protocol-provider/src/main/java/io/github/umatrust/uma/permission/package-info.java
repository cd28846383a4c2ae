/** Permission registration and permission tickets (UMA Core 1.0.1 §3.2). */
@NullMarked
package io.github.umatrust.uma.permission;

import org.jspecify.annotations.NullMarked;
