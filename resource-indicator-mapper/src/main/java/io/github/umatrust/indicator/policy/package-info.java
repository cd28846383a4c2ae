/** The decision: which resources one access token is for, or why the request is refused. */
@NullMarked
package io.github.umatrust.indicator.policy;

import org.jspecify.annotations.NullMarked;
