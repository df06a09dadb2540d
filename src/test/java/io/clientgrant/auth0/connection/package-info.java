@NullMarked
package io.clientgrant.auth0.connection;

import org.jspecify.annotations.NullMarked;
