/** What an administrator can set for a realm: attributes of the realm, read in one place. */
@NullMarked
package io.github.umatrust.uma.settings;

import org.jspecify.annotations.NullMarked;
