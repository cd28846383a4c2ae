/**
 * What UMA needs in a realm, two client scopes and the settings: put into new realms by itself,
 * into others by one call of the administration API, and taken away again by another.
 */
@NullMarked
package io.github.umatrust.uma.provisioning;

import org.jspecify.annotations.NullMarked;
