/**
 * How a client becomes a resource server: an administrator says so, or a person introduces it by
 * letting it have a PAT.
 */
@NullMarked
package io.github.umatrust.uma.introduction;

import org.jspecify.annotations.NullMarked;
