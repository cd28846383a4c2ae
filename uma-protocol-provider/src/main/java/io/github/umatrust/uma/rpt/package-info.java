/** The requesting party token: decision, issue, introspection (UMA Core 1.0.1 §3.4, §3.5). */
@NullMarked
package io.github.umatrust.uma.rpt;

import org.jspecify.annotations.NullMarked;
