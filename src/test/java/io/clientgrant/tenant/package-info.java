@NullMarked
package io.clientgrant.tenant;

import org.jspecify.annotations.NullMarked;
