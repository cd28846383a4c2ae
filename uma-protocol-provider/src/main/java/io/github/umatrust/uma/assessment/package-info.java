/**
 * Whether a requesting party gets what a ticket is for (UMA Core 1.0.1 §3.5.2): policies, and what
 * the owner requires besides.
 */
@NullMarked
package io.github.umatrust.uma.assessment;

import org.jspecify.annotations.NullMarked;
