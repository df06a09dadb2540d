@NullMarked
package io.clientgrant.grant;

import org.jspecify.annotations.NullMarked;
