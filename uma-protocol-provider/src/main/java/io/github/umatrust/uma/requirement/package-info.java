/**
 * What an owner wants of a requesting party before access to a resource set is granted: accepted
 * terms, claims, a way of logging in (UMA Core 1.0.1 §3.5.2, §3.5.4).
 */
@NullMarked
package io.github.umatrust.uma.requirement;

import org.jspecify.annotations.NullMarked;
