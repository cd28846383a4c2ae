/** The query API under the admin REST API. */
@NullMarked
package io.github.umatrust.obligations.admin;

import org.jspecify.annotations.NullMarked;
