package org.offhook.exosip;

/**
 * The 46 kinds of events of eXosip2, with its numbers. Any thread.
 *
 * <pre>{@code
 * EventType.of(2);                      // CALL_INVITE
 * EventType.CALL_INVITE.cName();        // EXOSIP_CALL_INVITE
 * }</pre>
 *
 * @see ExosipEvent
 */
public enum EventType {
  /** The registrar accepted the registration. */
  REGISTRATION_SUCCESS(0, "the registrar accepted the registration"),

  /** The registration failed. */
  REGISTRATION_FAILURE(1, "the registration failed"),

  /** A new call comes in. */
  CALL_INVITE(2, "a new call comes in"),

  /** The peer wants to change the session. */
  CALL_REINVITE(3, "the peer wants to change the session"),

  /** Nobody answered the call. */
  CALL_NOANSWER(4, "nobody answered the call"),

  /** The call is on its way. */
  CALL_PROCEEDING(5, "the call is on its way"),

  /** The peer rings. */
  CALL_RINGING(6, "the peer rings"),

  /** The peer answered the call. */
  CALL_ANSWERED(7, "the peer answered the call"),

  /** The call is to go elsewhere. */
  CALL_REDIRECTED(8, "the call is to go elsewhere"),

  /** The call was refused with a 4xx. */
  CALL_REQUESTFAILURE(9, "the call was refused with a 4xx"),

  /** The call was refused with a 5xx. */
  CALL_SERVERFAILURE(10, "the call was refused with a 5xx"),

  /** The call was refused with a 6xx. */
  CALL_GLOBALFAILURE(11, "the call was refused with a 6xx"),

  /** The peer acknowledged the answer. */
  CALL_ACK(12, "the peer acknowledged the answer"),

  /** The caller gave up. */
  CALL_CANCELLED(13, "the caller gave up"),

  /** A request arrived within the call. */
  CALL_MESSAGE_NEW(14, "a request arrived within the call"),

  /** A request within the call is being worked on. */
  CALL_MESSAGE_PROCEEDING(15, "a request within the call is being worked on"),

  /** A request within the call succeeded. */
  CALL_MESSAGE_ANSWERED(16, "a request within the call succeeded"),

  /** A request within the call is to go elsewhere. */
  CALL_MESSAGE_REDIRECTED(17, "a request within the call is to go elsewhere"),

  /** A request within the call failed with a 4xx, or nobody answered it. */
  CALL_MESSAGE_REQUESTFAILURE(
      18, "a request within the call failed with a 4xx, or nobody answered it"),

  /** A request within the call failed with a 5xx. */
  CALL_MESSAGE_SERVERFAILURE(19, "a request within the call failed with a 5xx"),

  /** A request within the call failed with a 6xx. */
  CALL_MESSAGE_GLOBALFAILURE(20, "a request within the call failed with a 6xx"),

  /** The call has ended. */
  CALL_CLOSED(21, "the call has ended"),

  /** The call is forgotten. */
  CALL_RELEASED(22, "the call is forgotten"),

  /** A request arrived outside any dialog. */
  MESSAGE_NEW(23, "a request arrived outside any dialog"),

  /** A request is being worked on. */
  MESSAGE_PROCEEDING(24, "a request is being worked on"),

  /** A request succeeded. */
  MESSAGE_ANSWERED(25, "a request succeeded"),

  /** A request is to go elsewhere. */
  MESSAGE_REDIRECTED(26, "a request is to go elsewhere"),

  /** A request failed with a 4xx, or nobody answered it. */
  MESSAGE_REQUESTFAILURE(27, "a request failed with a 4xx, or nobody answered it"),

  /** A request failed with a 5xx. */
  MESSAGE_SERVERFAILURE(28, "a request failed with a 5xx"),

  /** A request failed with a 6xx. */
  MESSAGE_GLOBALFAILURE(29, "a request failed with a 6xx"),

  /** Nobody answered the subscription. */
  SUBSCRIPTION_NOANSWER(30, "nobody answered the subscription"),

  /** The subscription is being worked on. */
  SUBSCRIPTION_PROCEEDING(31, "the subscription is being worked on"),

  /** The subscription was accepted. */
  SUBSCRIPTION_ANSWERED(32, "the subscription was accepted"),

  /** The subscription is to go elsewhere. */
  SUBSCRIPTION_REDIRECTED(33, "the subscription is to go elsewhere"),

  /** The subscription failed with a 4xx, or nobody answered it. */
  SUBSCRIPTION_REQUESTFAILURE(34, "the subscription failed with a 4xx, or nobody answered it"),

  /** The subscription failed with a 5xx. */
  SUBSCRIPTION_SERVERFAILURE(35, "the subscription failed with a 5xx"),

  /** The subscription failed with a 6xx. */
  SUBSCRIPTION_GLOBALFAILURE(36, "the subscription failed with a 6xx"),

  /** A notification arrived. */
  SUBSCRIPTION_NOTIFY(37, "a notification arrived"),

  /** Somebody subscribes, or goes on to. */
  IN_SUBSCRIPTION_NEW(38, "somebody subscribes, or goes on to"),

  /** Nobody answered the notification. */
  NOTIFICATION_NOANSWER(39, "nobody answered the notification"),

  /** The notification is being worked on. */
  NOTIFICATION_PROCEEDING(40, "the notification is being worked on"),

  /** The notification was accepted. */
  NOTIFICATION_ANSWERED(41, "the notification was accepted"),

  /** The notification is to go elsewhere. */
  NOTIFICATION_REDIRECTED(42, "the notification is to go elsewhere"),

  /** The notification failed with a 4xx, or nobody answered it. */
  NOTIFICATION_REQUESTFAILURE(43, "the notification failed with a 4xx, or nobody answered it"),

  /** The notification failed with a 5xx. */
  NOTIFICATION_SERVERFAILURE(44, "the notification failed with a 5xx"),

  /** The notification failed with a 6xx. */
  NOTIFICATION_GLOBALFAILURE(45, "the notification failed with a 6xx");

  private final int number;
  private final String text;

  EventType(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /**
   * The type of a number.
   *
   * @throws OsipErrors.OsipBadParameter if it is not within 0 to 45
   */
  public static EventType of(int number) {
    return OsipError.numbered(values(), EventType::number, number, "event");
  }

  /** The number, 0 to 45. */
  public int number() {
    return number;
  }

  /** What it means, in a few words. */
  public String text() {
    return text;
  }

  /** The name in C, as {@code EXOSIP_CALL_INVITE}. */
  public String cName() {
    return "EXOSIP_" + name();
  }
}
