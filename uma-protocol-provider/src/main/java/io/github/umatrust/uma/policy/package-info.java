/** A type of policy for administrators: whether the requesting party accepted the terms. */
@NullMarked
package io.github.umatrust.uma.policy;

import org.jspecify.annotations.NullMarked;
