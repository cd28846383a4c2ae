/**
 * The circumstances that resource set registration was made for (introduction of
 * draft-hardjono-oauth-resource-reg-00), each played from its beginning to its end.
 */
@NullMarked
package io.github.umatrust.it.uma.story;

import org.jspecify.annotations.NullMarked;
