@NullMarked
package io.clientgrant.auth0.api;

import org.jspecify.annotations.NullMarked;
