package org.offhook.lab.load;

import gov.nist.core.ServerLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.Properties;
import javax.sip.SipStack;

/** JAIN-SIP's loggers with nothing in them; with these it needs no logging library. */
public final class JainSilence {

  private JainSilence() {}

  /** Takes the place of log4j. */
  public static class Stack implements StackLogger {

    /** JAIN-SIP makes it by reflection. */
    public Stack() {}

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int level) {}

    @Override
    public int getLineCount() {
      return 0;
    }

    @Override
    public void logException(Throwable failure) {}

    @Override
    public void logDebug(String text) {}

    @Override
    public void logDebug(String text, Exception failure) {}

    @Override
    public void logTrace(String text) {}

    @Override
    public void logFatalError(String text) {}

    @Override
    public void logError(String text) {}

    @Override
    public boolean isLoggingEnabled() {
      return false;
    }

    @Override
    public boolean isLoggingEnabled(int level) {
      return false;
    }

    @Override
    public void logError(String text, Exception failure) {}

    @Override
    public void logWarning(String text) {}

    @Override
    public void logInfo(String text) {}

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(String time) {}

    @Override
    public void setStackProperties(Properties settings) {}

    @Override
    public String getLoggerName() {
      return "none";
    }
  }

  /** Takes the place of the message log. */
  public static class Server implements ServerLogger {

    /** JAIN-SIP makes it by reflection. */
    public Server() {}

    @Override
    public void closeLogFile() {}

    @Override
    public void logMessage(SIPMessage message, String from, String to, boolean sent, long time) {}

    @Override
    public void logMessage(
        SIPMessage message, String from, String to, String status, boolean sent, long time) {}

    @Override
    public void logMessage(
        SIPMessage message, String from, String to, String status, boolean sent) {}

    @Override
    public void logException(Exception failure) {}

    @Override
    public void setStackProperties(Properties settings) {}

    @Override
    public void setSipStack(SipStack stack) {}
  }
}
