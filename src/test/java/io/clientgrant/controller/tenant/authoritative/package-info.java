@NullMarked
package io.clientgrant.controller.tenant.authoritative;

import org.jspecify.annotations.NullMarked;
