/**
 * The scope description documents that the first draft of resource set registration has an
 * authorization server fetch: from where, within which bounds, and what becomes of them.
 */
@NullMarked
package io.github.umatrust.uma.scopedocument;

import org.jspecify.annotations.NullMarked;
