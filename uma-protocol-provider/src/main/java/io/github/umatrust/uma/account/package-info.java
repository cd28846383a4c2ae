/**
 * What people decide by their own account: owners, what a resource set requires and who keeps
 * access; requesting parties, what they no longer accept or want to have said.
 */
@NullMarked
package io.github.umatrust.uma.account;

import org.jspecify.annotations.NullMarked;
