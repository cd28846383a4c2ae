/**
 * What requesting parties did that decisions rest on, kept in Keycloak's database: terms they
 * accepted, claims they supplied, permissions that were taken back.
 */
@NullMarked
package io.github.umatrust.uma.fact;

import org.jspecify.annotations.NullMarked;
