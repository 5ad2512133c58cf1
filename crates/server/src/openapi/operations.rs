//! A list of operations: the router answers them, and each can be told in the document. They are
//! told when somebody asks and not before: the whole document takes twenty megabytes to make.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, Route};
use tower::{Layer, Service};
use utoipa::__dev::{SchemaReferences, Tags};
use utoipa::Path;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{HttpMethod, OpenApi, RefOr, Schema};

use crate::app::App;

#[derive(Default)]
pub struct Operations {
    router: Router<App>,
    told: Vec<Told>,
}

/// How one of them is asked for, and who describes it.
struct Told {
    path: String,
    methods: Vec<HttpMethod>,
    operation: fn() -> Operation,
    schemas: fn(&mut Vec<(String, RefOr<Schema>)>),
}

/// The operations of some handlers, each of which `utoipa::path` describes.
macro_rules! operations {
    ($($($name:ident)::+),+ $(,)?) => {
        $crate::openapi::Operations::default()
            $(.with::<$crate::openapi::operations::told!($($name)::+), _, _>(&$($name)::+))+
    };
}

/// The type that describes a handler: it stands beside it, with two words before its name.
macro_rules! told {
    ($($path:ident)::+) => { $crate::openapi::operations::told!(@ [] $($path)+) };
    (@ [$($module:ident)*] $handler:ident) => {
        pastey::paste! { $($module::)* [<__path_ $handler>] }
    };
    (@ [$($module:ident)*] $next:ident $($rest:ident)+) => {
        $crate::openapi::operations::told!(@ [$($module)* $next] $($rest)+)
    };
}

pub(super) use {operations, told};

impl Operations {
    pub(super) fn with<P, H, T>(mut self, handler: &H) -> Self
    where
        P: Path + SchemaReferences + for<'t> Tags<'t>,
        H: Handler<T, App>,
        T: 'static,
    {
        let (path, methods) = (P::path(), P::methods());
        for method in &methods {
            let on = MethodRouter::new().on(filter(method), handler.clone());
            self.router = self.router.route(&path, on);
        }
        self.told.push(Told {
            path,
            methods,
            operation: operation::<P>,
            schemas: P::schemas,
        });
        self
    }

    pub(super) fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self {
            router: self.router.layer(layer),
            told: self.told,
        }
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        self.told.extend(other.told);
        Self {
            router: self.router.merge(other.router),
            told: self.told,
        }
    }

    pub(super) fn describe(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut schemas = Vec::new();
        for one in &self.told {
            (one.schemas)(&mut schemas);
            let (path, methods) = (one.path.clone(), one.methods.clone());
            let operation = (one.operation)();
            document.paths.add_path_operation(path, methods, operation);
        }
        components.schemas.extend(schemas);
    }

    /// Every one that writes: its method and its path.
    pub fn writes(&self) -> Vec<(Method, String)> {
        let all = self.told.iter().flat_map(|one| {
            let methods = one.methods.iter().filter_map(writing);
            methods.map(|method| (method, one.path.clone()))
        });
        all.collect()
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

fn operation<P: Path + for<'t> Tags<'t>>() -> Operation {
    let mut operation = P::operation();
    let tags = P::tags().into_iter().map(str::to_owned);
    operation.tags.get_or_insert_default().extend(tags);
    operation
}

fn filter(method: &HttpMethod) -> MethodFilter {
    match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    }
}

fn writing(method: &HttpMethod) -> Option<Method> {
    match method {
        HttpMethod::Put => Some(Method::PUT),
        HttpMethod::Post => Some(Method::POST),
        HttpMethod::Delete => Some(Method::DELETE),
        HttpMethod::Patch => Some(Method::PATCH),
        HttpMethod::Get | HttpMethod::Options | HttpMethod::Head | HttpMethod::Trace => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn no_two_shapes_have_one_name() {
        let mut schemas = Vec::new();
        for one in &super::super::api().told {
            (one.schemas)(&mut schemas);
        }
        let mut known = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for (name, schema) in schemas {
            if known.get(&name).is_some_and(|before| *before != schema) {
                twice.insert(name.clone());
            }
            known.insert(name, schema);
        }
        assert!(twice.is_empty(), "each of these is two things: {twice:?}");
        assert!(known.len() > 100);
    }
}
