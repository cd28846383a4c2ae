/** Claim tokens that clients push to the RPT endpoint (UMA Core 1.0.1 §3.6.2), and step-up. */
@NullMarked
package io.github.umatrust.uma.claimtoken;

import org.jspecify.annotations.NullMarked;
