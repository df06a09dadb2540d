@NullMarked
package io.clientgrant.controller.reference;

import org.jspecify.annotations.NullMarked;
