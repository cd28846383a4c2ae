/**
 * Ends that nobody tells of: what is in force is compared with Keycloak's own view of sessions,
 * users, clients, tokens and resource sets, again and again.
 */
@NullMarked
package io.github.umatrust.obligations.reconciling;

import org.jspecify.annotations.NullMarked;
