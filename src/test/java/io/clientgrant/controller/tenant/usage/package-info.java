@NullMarked
package io.clientgrant.controller.tenant.usage;

import org.jspecify.annotations.NullMarked;
