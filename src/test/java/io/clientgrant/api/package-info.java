@NullMarked
package io.clientgrant.api;

import org.jspecify.annotations.NullMarked;
