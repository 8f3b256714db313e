//! What the browser can do and no crate knows by name.

use leptos::{
    leptos_dom::helpers::window,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::js_sys::{Function, Object, Promise, Reflect},
};
use wasm_bindgen_futures::JsFuture;

pub fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

pub fn object(members: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}

pub fn make(class: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let class: Function = get(&window().into(), class)?.dyn_into()?;
    Reflect::construct(&class, &arguments.iter().collect())
}

pub fn call(of: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(of, method)?.dyn_into()?;
    Reflect::apply(&method, of, &arguments.iter().collect())
}

pub async fn wait(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}
