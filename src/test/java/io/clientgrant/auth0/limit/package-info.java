@NullMarked
package io.clientgrant.auth0.limit;

import org.jspecify.annotations.NullMarked;
