/**
 * Claims gathering in the browser (UMA Core 1.0.1 §3.6.3): the endpoint a client sends the
 * requesting party to, the page the person sees there, and the way back.
 */
@NullMarked
package io.github.umatrust.uma.claimsgathering;

import org.jspecify.annotations.NullMarked;
