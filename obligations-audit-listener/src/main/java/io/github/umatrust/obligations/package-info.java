@org.jspecify.annotations.NullMarked
package io.github.umatrust.obligations;
