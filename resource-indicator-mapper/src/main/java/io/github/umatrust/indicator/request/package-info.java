/** How several resources travel through Keycloak as one, and what a request asked for. */
@NullMarked
package io.github.umatrust.indicator.request;

import org.jspecify.annotations.NullMarked;
