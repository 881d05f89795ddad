//! `RUN --device=`.

use super::error::DeviceError;
use crate::go::case::to_lower;
use crate::go::csv;
use crate::go::number::parse_bool;

/// The value of `--device`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Whether the build fails without it.
    pub required: bool,
}

impl Device {
    /// Reads `vendor.com/class=name,required`.
    pub(super) fn parse(value: &str) -> Result<Self, DeviceError> {
        let mut device = Self::default();
        for field in csv::fields(value)? {
            device.field(&field)?;
        }
        Ok(device)
    }

    /// Reads one field. The first that is no option is the name.
    fn field(&mut self, field: &str) -> Result<(), DeviceError> {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (to_lower(key), Some(value)),
            None => (to_lower(field), None),
        };
        match (key.as_str(), value) {
            ("required", None) => self.required = true,
            ("required", Some(value)) => {
                let value = value.to_owned();
                let parsed = parse_bool(&value);
                self.required = parsed.map_err(|_| DeviceError::InvalidValue { key, value })?;
            }
            ("name", Some(name)) if self.name.is_empty() => name.clone_into(&mut self.name),
            ("name", Some(_)) => return Err(DeviceError::Named(self.name.clone())),
            _ if self.name.is_empty() => field.clone_into(&mut self.name),
            (_, None) => return Err(DeviceError::NotPair(field.to_owned())),
            (_, Some(_)) => {
                return Err(DeviceError::UnknownKey { key, field: field.to_owned() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> String {
        match Device::parse(value) {
            Ok(device) => format!("{} {}", device.name, device.required),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn devices_are_read() {
        let rows = [
            ("vendor.com/class=gpu,required", "vendor.com/class=gpu true"),
            ("gpu", "gpu false"),
            ("NAME=gpu,Required=0", "gpu false"),
            ("required", " true"),
            ("a,b", "invalid field 'b' must be a key=value pair"),
            ("a,name=b", "device name already set to a"),
            ("a,require=1", "unexpected key 'require' in 'require=1' (did you mean required?)"),
            ("required=x", "invalid value for required: x"),
            ("", "failed to parse csv devices: EOF"),
        ];
        for (value, expected) in rows {
            assert_eq!(read(value), expected, "{value}");
        }
    }
}
