/** PAT and AAT: ordinary access tokens told apart by their scope (UMA Core 1.0.1 §1.3). */
@NullMarked
package io.github.umatrust.uma.token;

import org.jspecify.annotations.NullMarked;
