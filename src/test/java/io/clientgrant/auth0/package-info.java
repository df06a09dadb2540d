@NullMarked
package io.clientgrant.auth0;

import org.jspecify.annotations.NullMarked;
