@NullMarked
package io.clientgrant.controller.tenant.credentials;

import org.jspecify.annotations.NullMarked;
