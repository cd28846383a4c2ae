/** Plain HTTP, a cookie-keeping browser that fills in Keycloak's forms, and JSON. */
@NullMarked
package io.github.umatrust.testkit.http;

import org.jspecify.annotations.NullMarked;
