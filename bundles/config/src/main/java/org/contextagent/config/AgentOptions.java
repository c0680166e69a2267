package org.contextagent.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The options as a form, for consoles that edit ConfigAdmin's configurations. */
@ObjectClassDefinition(
        pid = org.contextagent.api.config.Option.PID,
        name = "Context Agent",
        description =
                "The effective values of the agent's options. What is changed here becomes the administrator's layer: above"
                        + " the files, below the environment.")
@interface AgentOptions {

    @AttributeDefinition(
            name = "polling_interval",
            description = "Seconds after which the agent senses at the latest; above 0.")
    double polling__interval() default 5.0;

    @AttributeDefinition(
            name = "context_threshold",
            description = "Percent of the context window at which context_threshold is told; 0 to 100.",
            min = "0",
            max = "100")
    long context__threshold() default 80;

    @AttributeDefinition(
            name = "sensor_timeout",
            description = "Seconds that a sensor may take; above 0. Its last good reading stays after that.")
    double sensor__timeout() default 5.0;

    @AttributeDefinition(
            name = "workspace_path",
            description = "The workspace; an existing directory. Empty: the directory that the agent was started in.",
            required = false)
    String workspace__path();

    @AttributeDefinition(
            name = "sensor_path",
            description = "Your own sensor; an executable file. Empty: none.",
            required = false)
    String sensor__path();

    @AttributeDefinition(name = "enable_zerodb", description = "Whether states and events are sent to ZeroDB.")
    boolean enable__zerodb() default false;

    @AttributeDefinition(
            name = "zerodb_api_key",
            description =
                    "The key for ZeroDB. Secret: what is entered is kept by the agent and never shown, so this is always"
                            + " empty. Empty: unchanged.",
            type = AttributeType.PASSWORD,
            required = false)
    String zerodb__api__key();

    @AttributeDefinition(
            name = "zerodb_project_id",
            description = "The project in ZeroDB. Empty: none.",
            required = false)
    String zerodb__project__id();

    @AttributeDefinition(name = "zerodb_api_url", description = "Where ZeroDB is; an http or https URL.")
    String zerodb__api__url() default "https://api.ainative.studio";

    @AttributeDefinition(
            name = "zerodb_enable_logging",
            description = "Whether events are stored too, not only states.")
    boolean zerodb__enable__logging() default true;

    @AttributeDefinition(
            name = "zerodb_batch_size",
            description = "Rows that are sent at once; 1 to 1000.",
            min = "1",
            max = "1000")
    long zerodb__batch__size() default 100;

    @AttributeDefinition(
            name = "zerodb_flush_interval",
            description = "Seconds after which rows are sent at the latest; above 0.")
    double zerodb__flush__interval() default 5.0;

    @AttributeDefinition(
            name = "log_level",
            description = "What is logged.",
            options = {
                @Option(label = "DEBUG", value = "DEBUG"),
                @Option(label = "INFO", value = "INFO"),
                @Option(label = "WARNING", value = "WARNING"),
                @Option(label = "ERROR", value = "ERROR"),
                @Option(label = "CRITICAL", value = "CRITICAL")
            })
    String log__level() default "INFO";

    @AttributeDefinition(
            name = "log_format",
            description = "How it is logged.",
            options = {@Option(label = "json", value = "json"), @Option(label = "text", value = "text")})
    String log__format() default "json";

    @AttributeDefinition(
            name = "session_timeout",
            description = "Seconds without a document after which a session ends; above 0.")
    double session__timeout() default 7200.0;

    @AttributeDefinition(
            name = "status_line_format",
            description =
                    "The template of the status line: placeholders in braces; {? ...} is left out when a placeholder in it"
                            + " is empty.")
    String status__line__format() default "[{model}]{? 📁 {name}}{? 🌿 {branch}}{? | 📊 {usage}}";
}
