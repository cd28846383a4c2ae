/**
 * Access reports: what a resource server did with a request for access, which no part of UMA tells
 * the authorization server (draft-maler-uma-trust-00 §2.2.1, §2.3.4).
 */
@NullMarked
package io.github.umatrust.uma.report;

import org.jspecify.annotations.NullMarked;
