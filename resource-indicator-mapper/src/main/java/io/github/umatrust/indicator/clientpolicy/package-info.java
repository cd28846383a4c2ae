/** The switch in <em>Realm settings &gt; Client policies</em>. */
@NullMarked
package io.github.umatrust.indicator.clientpolicy;

import org.jspecify.annotations.NullMarked;
