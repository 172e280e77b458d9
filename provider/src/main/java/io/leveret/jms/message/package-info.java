/**
 * Messages as the application holds them: six kinds of body, the header fields, the properties, and the rules of reading, writing and
 * converting them. It knows nothing of how they travel; what arrives is decoded when somebody asks, through {@link
 * io.leveret.jms.message.Undecoded}.
 */
package io.leveret.jms.message;
