package org.offhook.ua;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipUri;

/**
 * What the Contacts of an endpoint say beside the address (RFC 3261 §20.10). Immutable; copies with
 * one value changed come from the {@code with} methods. Any thread. Set by {@code
 * EndpointOptions.Builder.contacts}.
 *
 * <pre>{@code
 * EndpointOptions.builder().contacts(ContactPolicy.DEFAULT
 *     .withDisplayName("Desk 12")
 *     .withInstance("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
 *     .withDialogParams(";x-line=2"))
 * }</pre>
 *
 * <p>Contacts that the application gives itself stay as they are, and the Contact of a caller who
 * is anonymous says none of it but {@code ob} (RFC 3323 §4.1.1.3).
 *
 * @param displayName the display name of each Contact, of REGISTER too; null, the default: none
 * @param instance the value of {@code +sip.instance} in each Contact (RFC 5626 §4.1), where a
 *     registration does not name another one; null, the default: none
 * @param dialogParams parameters of the Contacts that make or refresh a dialog; default none
 * @param outboundMark whether these say {@code ob} also where no registrar has granted outbound
 *     (RFC 5626 §4.3), for proxies that keep a dialog on its flow by that alone; default no
 */
public record ContactPolicy(
    @Nullable String displayName,
    @Nullable String instance,
    Parameters dialogParams,
    boolean outboundMark) {

  /** The address alone. */
  public static final ContactPolicy DEFAULT =
      new ContactPolicy(null, null, Parameters.EMPTY, false);

  private static final String INSTANCE = "+sip.instance";
  private static final Pattern URN = Pattern.compile("(?i)urn:[a-z0-9][a-z0-9-]{0,31}:[^<>\"\\s]+");
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Checks that the name can be written, and that the instance is a URN or a UUID. */
  public ContactPolicy {
    if (displayName != null) {
      NameAddr.of(displayName, SipUri.parse("sip:offhook.invalid"));
    }
    if (instance != null) {
      instance = urn(instance);
    }
  }

  /**
   * A URN as it is shown: a bare UUID becomes {@code urn:uuid:…}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static String urn(String text) {
    if (UUID.matcher(text).matches()) {
      return "urn:uuid:" + text.toLowerCase(Locale.ROOT);
    }
    if (!URN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no URN: use one as urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    }
    return text;
  }

  /**
   * The same with another display name; null: with none.
   *
   * @throws IllegalArgumentException if it has a line break or NUL
   */
  public ContactPolicy withDisplayName(@Nullable String name) {
    return new ContactPolicy(name, instance, dialogParams, outboundMark);
  }

  /**
   * The same with another instance; null: with none.
   *
   * @param urn the same for ever, such as {@code urn:uuid:…}; a bare UUID will do
   * @throws IllegalArgumentException if it is neither
   */
  public ContactPolicy withInstance(@Nullable String urn) {
    return new ContactPolicy(displayName, urn, dialogParams, outboundMark);
  }

  /**
   * The same with other parameters of Contacts in dialogs.
   *
   * @param text as on the wire, {@code ;a=b;c} or {@code a=b;c}; empty: none
   * @throws IllegalArgumentException naming the fault
   */
  public ContactPolicy withDialogParams(String text) {
    var bare = text.strip();
    return new ContactPolicy(
        displayName,
        instance,
        bare.isEmpty() || bare.startsWith(";")
            ? Parameters.parse(bare)
            : Parameters.parse(";" + bare),
        outboundMark);
  }

  /** The same, marking the Contacts in dialogs with {@code ob} or not. */
  public ContactPolicy withOutboundMark(boolean marked) {
    return new ContactPolicy(displayName, instance, dialogParams, marked);
  }

  /** A Contact to register. */
  Contact registered(Contact contact) {
    var shown = contact;
    if (displayName != null) {
      shown = Contact.of(contact.address().withDisplayName(displayName));
    }
    return instance == null ? shown : shown.with(INSTANCE, "<" + instance + ">");
  }

  /** A Contact that makes or refreshes a dialog. */
  Contact inDialog(Contact contact) {
    if (dialogParams.isEmpty()) {
      return registered(contact);
    }
    // Both are written as they stand, so quotes and escapes stay.
    return registered(Contact.parse(contact.toString() + dialogParams.toString()));
  }
}
