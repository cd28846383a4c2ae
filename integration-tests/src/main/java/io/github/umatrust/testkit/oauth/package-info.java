/** A realm as its clients and administrators see it. */
@NullMarked
package io.github.umatrust.testkit.oauth;

import org.jspecify.annotations.NullMarked;
