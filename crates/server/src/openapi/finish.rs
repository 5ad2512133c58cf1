//! What the description says of many operations at once, so that none can forget it.

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{
    Content, HeaderBuilder, OpenApi, PathItem, Ref, RefOr, Required, Response, ResponseBuilder,
    Schema,
};

use crate::idempotency;

/// Operations that need no sign-in.
pub const PUBLIC: [&str; 9] = [
    "read_instance",
    "set_up",
    "read_link",
    "choose_password",
    "sign_in",
    "sign_in_demo",
    "sign_out",
    "read_calendar",
    "read_postmortem_feed",
];

/// What the 429 of each operation refers to.
const TOO_MANY: &str = "TooManyRequests";

/// The one body that may be left out.
const OPTIONAL_BODY: &str = "publish_postmortem";

pub(super) fn finish(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let keys_work = !idempotency::keeps_nothing(path);
        if let Some(operation) = &mut item.get {
            open_to_all(operation);
            may_be_too_many(operation);
        }
        for operation in of_writes(item).into_iter().flatten() {
            open_to_all(operation);
            may_be_too_many(operation);
            if keys_work {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.push(RefOr::T(idempotency_key()));
            }
            if operation.operation_id.as_deref() == Some(OPTIONAL_BODY)
                && let Some(RefOr::T(body)) = &mut operation.request_body
            {
                body.required = Some(Required::False);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    components
        .responses
        .insert(TOO_MANY.into(), too_many().into());
    for (name, schema) in &mut components.schemas {
        if name.ends_with("Patch") {
            no_defaults(schema);
        }
    }
}

/// Any operation may be asked too often.
fn may_be_too_many(operation: &mut Operation) {
    let answer = RefOr::Ref(Ref::from_response_name(TOO_MANY));
    operation.responses.responses.insert("429".into(), answer);
}

fn too_many() -> Response {
    let seconds = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
        .description(Some("After so many seconds it may be sent again."));
    ResponseBuilder::new()
        .description("Too many requests of one address or token, or too many tries.")
        .header("Retry-After", seconds.build())
        .content(
            crate::error::PROBLEM,
            Content::new(Some(Ref::from_schema_name("Problem"))),
        )
        .build()
}

fn open_to_all(operation: &mut Operation) {
    let id = operation.operation_id.as_deref();
    if id.is_some_and(|id| PUBLIC.contains(&id)) {
        operation.security = Some(Vec::new());
    }
}

fn of_writes(item: &mut PathItem) -> [&mut Option<Operation>; 4] {
    [
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(200));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "For a day, the same request with the same key gets the first answer and is not \
             carried out again.",
        ))
        .schema(Some(text))
        .build()
}

/// What is left out of a patch stays as it is; a default would say that it becomes null.
fn no_defaults(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(object)) = schema else {
        return;
    };
    for property in object.properties.values_mut() {
        if let RefOr::T(property) = property {
            match property {
                Schema::Object(object) => object.default = None,
                Schema::Array(array) => array.default = None,
                Schema::OneOf(one) => one.default = None,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn operation<'a>(document: &'a Value, method: &str, path: &str) -> &'a Value {
        &document["paths"][format!("/api/v1{path}")][method]
    }

    /// Whether a schema has a property of text with one of these names, however deep.
    fn has_text(document: &Value, schema: &Value, names: &[&str], seen: &mut Vec<String>) -> bool {
        if let Some(name) = schema["$ref"].as_str() {
            if seen.iter().any(|known| known == name) {
                return false;
            }
            seen.push(name.to_owned());
            let name = name.trim_start_matches("#/components/schemas/");
            return has_text(
                document,
                &document["components"]["schemas"][name],
                names,
                seen,
            );
        }
        let is_text = |property: &Value| {
            let kind = &property["type"];
            kind == "string"
                || kind
                    .as_array()
                    .is_some_and(|all| all.contains(&json!("string")))
        };
        let properties = schema["properties"].as_object().into_iter().flatten();
        for (name, property) in properties {
            if names.contains(&name.as_str()) && is_text(property)
                || has_text(document, property, names, seen)
            {
                return true;
            }
        }
        let inner = ["items", "additionalProperties"].map(|key| &schema[key]);
        let many = ["allOf", "oneOf", "anyOf"].map(|key| schema[key].as_array());
        let inner = inner
            .into_iter()
            .chain(many.into_iter().flatten().flatten());
        inner
            .filter(|schema| schema.is_object())
            .any(|schema| has_text(document, schema, names, seen))
    }

    #[test]
    fn nothing_is_kept_of_what_holds_a_secret() {
        const SECRETS: [&str; 6] = [
            "secret",
            "client_secret",
            "password",
            "current",
            "token",
            "path",
        ];
        let document = serde_json::to_value(super::super::document()).unwrap();
        let mut found = Vec::new();
        for (path, verbs) in document["paths"].as_object().unwrap() {
            for (verb, operation) in verbs.as_object().unwrap() {
                let asked = operation["requestBody"]["content"].as_object();
                let told = operation["responses"].as_object().unwrap().iter();
                let told = told.filter(|(status, _)| status.starts_with('2'));
                let told = told.filter_map(|(_, answer)| answer["content"].as_object());
                let mut bodies = asked.into_iter().chain(told).flat_map(|all| all.values());
                let holds = bodies
                    .any(|one| has_text(&document, &one["schema"], &SECRETS, &mut Vec::new()));
                if holds && verb != "get" {
                    found.push(path.as_str());
                    let kept = !crate::idempotency::keeps_nothing(path);
                    assert!(
                        !kept,
                        "{verb} {path} holds a secret, and keys are honoured there"
                    );
                }
            }
        }
        assert!(found.len() > 20, "{found:?}");
        let paths = document["paths"].as_object().unwrap();
        for path in crate::idempotency::OF_SECRETS {
            assert!(
                paths.contains_key(path),
                "{path} is no path of the API any more"
            );
        }
    }

    #[test]
    fn the_description_says_what_the_server_does() {
        let document = serde_json::to_value(super::super::document()).unwrap();
        for (method, path, described) in [
            ("post", "/incidents", true),
            ("delete", "/incidents/{reference}/actions/{id}", true),
            ("post", "/tokens", false),
            ("post", "/people/{id}/sign-in-link", false),
            ("put", "/session/password", false),
            ("put", "/trackers/{id}/hook-secret", false),
            ("get", "/incidents", false),
        ] {
            let parameters = &operation(&document, method, path)["parameters"];
            let names = parameters.as_array().into_iter().flatten();
            let found = names
                .into_iter()
                .any(|one| one["name"] == "Idempotency-Key");
            assert_eq!(found, described, "{method} {path}");
        }
        let refused = &operation(&document, "get", "/incidents")["responses"]["429"];
        assert_eq!(refused["$ref"], "#/components/responses/TooManyRequests");
        let refused = &document["components"]["responses"]["TooManyRequests"];
        assert_eq!(
            refused["headers"]["Retry-After"]["schema"]["type"],
            "integer"
        );
        let publish = operation(&document, "post", "/incidents/{reference}/publish");
        assert_eq!(publish["requestBody"]["required"], false);
        let session = operation(&document, "post", "/session");
        assert_eq!(session["security"], json!([]));
        let export = operation(&document, "get", "/incidents/{reference}/export");
        let kinds = export["responses"]["200"]["content"].as_object().unwrap();
        assert!(kinds.contains_key("text/markdown") && kinds.contains_key("application/json"));
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for (name, schema) in schemas.iter().filter(|(name, _)| name.ends_with("Patch")) {
            assert!(
                !schema.to_string().contains("\"default\""),
                "{name}: {schema}"
            );
        }
        for name in ["NewPerson", "PersonUpdate"] {
            assert_eq!(schemas[name]["additionalProperties"], false, "{name}");
        }
    }
}
