@NullMarked
package io.clientgrant.auth0.cache;

import org.jspecify.annotations.NullMarked;
