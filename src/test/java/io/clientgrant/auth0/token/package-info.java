@NullMarked
package io.clientgrant.auth0.token;

import org.jspecify.annotations.NullMarked;
