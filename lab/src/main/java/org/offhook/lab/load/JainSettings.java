package org.offhook.lab.load;

import java.util.Properties;

/** JAIN-SIP's settings for the comparison: the fastest that were found. */
public final class JainSettings {

  private JainSettings() {}

  /** A new copy. */
  public static Properties fastest() {
    var settings = new Properties();
    settings.setProperty("javax.sip.STACK_NAME", "callee");
    settings.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "on");
    settings.setProperty("gov.nist.javax.sip.STACK_LOGGER", JainSilence.Stack.class.getName());
    settings.setProperty("gov.nist.javax.sip.SERVER_LOGGER", JainSilence.Server.class.getName());
    settings.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
    settings.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
    settings.setProperty("gov.nist.javax.sip.AGGRESSIVE_CLEANUP", "true");
    settings.setProperty("gov.nist.javax.sip.RELEASE_REFERENCES_STRATEGY", "Normal");
    settings.setProperty("gov.nist.javax.sip.CONGESTION_CONTROL_TIMEOUT", "-1");
    settings.setProperty("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", "1048576");
    settings.setProperty("gov.nist.javax.sip.SEND_UDP_BUFFER_SIZE", "1048576");
    settings.setProperty("gov.nist.javax.sip.DELIVER_TERMINATED_EVENT_FOR_ACK", "false");
    settings.setProperty("gov.nist.javax.sip.DELIVER_TERMINATED_EVENT_FOR_NULL_DIALOG", "false");
    settings.setProperty("gov.nist.javax.sip.MAX_SERVER_TRANSACTIONS", "1000000");
    return settings;
  }
}
